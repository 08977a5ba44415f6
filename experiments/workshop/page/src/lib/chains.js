// From a lever to what people ask about: the outcomes that a claim passes through, in order.
const TO_RECRUITS = ['recruits', 'members']
const TO_SUPPLY = ['seized_kg[fentanyl]', 'supply_doses', 'us_retail_price[fentanyl]', 'overdose_deaths']

export const CHAINS = {
  strikes: ['strike_events', 'captures', 'cooperation', 'splits', ...TO_RECRUITS],
  strike_consent: ['cooperation', ...TO_RECRUITS],
  kingpin_captures: ['captures', 'splits', 'n_cartels', 'active_fronts', 'homicides'],
  terror_designation: ['compliance_cost', 'firms_closed', 'formal_jobs', 'idle_youth', ...TO_RECRUITS],
  surveillance: ['captures', ...TO_SUPPLY],
  mexican_security: ['arrests', 'members', 'homicides'],
  targeted_repression: ['active_fronts', 'cartel_deaths', 'homicides'],
  border_enforcement: ['active_routes', ...TO_SUPPLY],
  precursor_control: ['made_kg[fentanyl]', 'us_purity[fentanyl]', 'supply_doses', 'us_retail_price[fentanyl]', 'overdose_deaths'],
  gun_supply: ['arms_stock', 'cartel_deaths', 'homicides'],
  financial_sanctions: ['laundering_fee', 'net_income', 'liquidity_months', 'desertions', ...TO_RECRUITS],
  crypto_regulation: ['laundering_fee', 'net_income', 'liquidity_months', ...TO_RECRUITS],
  tariff: ['formal_jobs', 'idle_youth', ...TO_RECRUITS, 'homicides'],
  deportations: ['idle_youth', ...TO_RECRUITS, 'homicides'],
  deportation_criminal_share: [...TO_RECRUITS],
  returnee_reintegration: ['idle_youth', ...TO_RECRUITS],
  treatment_funding: ['in_treatment', 'dependent_users', 'consumption_kg[fentanyl]', 'overdose_deaths', 'revenue[trafficking]'],
  harm_reduction: ['overdose_deaths', 'dependent_users'],
  demand_prevention: ['dependent_users', 'consumption_kg[fentanyl]', 'overdose_deaths'],
  us_partner_enforcement: ['us_retail_price[cocaine]', 'dependent_users', 'overdose_deaths'],
  user_liability: ['in_treatment', 'dependent_users', 'overdose_deaths'],
  anticorruption_aid: ['corruption', 'arrests', 'captures', ...TO_RECRUITS],
  security_aid: ['cooperation', 'captures', 'arrests', 'homicides'],
  witness_protection: ['captures', 'splits', 'homicides'],
  recruitment_prevention: ['recruits', 'members', 'homicides'],
  arrests: ['arrests', 'members', 'homicides'],
  recruitment: ['recruits', 'members', 'homicides'],
}
