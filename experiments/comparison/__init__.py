"""What the runs of a comparison say: effects, results, assumptions, report."""
