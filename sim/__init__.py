"""How drug cartels and drug markets adapt to policy: a Mesa model of supply and recruitment."""
