// The share link: everything that a page shows, packed into the fragment.
const LONGEST = 20000

/** Return data as a fragment. */
export function pack(data) {
  const bytes = new TextEncoder().encode(JSON.stringify(data))
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return '#' + btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Return the data of a fragment, null where it is none of ours. */
export function unpack(fragment) {
  const text = fragment.replace(/^#/, '')
  if (!text || text.length > LONGEST) return null
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
    const data = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return data && typeof data === 'object' && !Array.isArray(data) ? data : null
  } catch {
    return null
  }
}

const isPlain = (value) => value !== null && typeof value === 'object' && !Array.isArray(value)

/** Return a scenario with every part that a page needs; odd parts are left to the server. */
export function asScenario(raw) {
  const parts = isPlain(raw) ? raw : {}
  const scenario = { scenario: typeof parts.scenario === 'string' ? parts.scenario.slice(0, 60) : 'no_policy' }
  for (const key of ['levers', 'strength', 'adaptation', 'params']) {
    scenario[key] = isPlain(parts[key]) ? structuredClone(parts[key]) : {}
  }
  for (const [name, entry] of Object.entries(scenario.levers)) {
    if (!isPlain(entry) || !Number.isFinite(entry.value)) delete scenario.levers[name]
  }
  scenario.seed = Number.isInteger(parts.seed) && parts.seed >= 0 ? parts.seed : 1
  return scenario
}
