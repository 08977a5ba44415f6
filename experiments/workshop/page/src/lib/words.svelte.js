// Words in two languages, and numbers and dates in their form.
import en from '../words/en.json'
import es from '../words/es.json'

const DICTIONARIES = { en, es }
const LOCALES = { en: 'en-US', es: 'es-MX' }

export const language = $state({ now: 'en' })

/** Return the words of a key, with {names} filled in: numbers, words, or texts in languages. */
export function t(key, values = {}) {
  const words = DICTIONARIES[language.now][key] ?? DICTIONARIES.en[key] ?? key
  const value = (name) => (typeof values[name] === 'object' ? say(values[name]) : (values[name] ?? ''))
  return words.replace(/\{(\w+)\}/g, (_, name) => String(value(name)))
}

/** Return a text of the catalogue in today's language. */
export const say = (text) => text?.[language.now] || text?.en || ''

/** Return a number of three figures: 1.66 million, 38,400. */
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const large = Math.abs(value) >= 1e6
  const format = new Intl.NumberFormat(LOCALES[language.now], {
    notation: large ? 'compact' : 'standard',
    compactDisplay: 'long',
    maximumSignificantDigits: 3,
  })
  return format.format(value).replace('-', '−')
}

/** Return a number for an axis: 1.7B, 38K. */
export const brief = (value) =>
  new Intl.NumberFormat(LOCALES[language.now], { notation: 'compact', maximumSignificantDigits: 3 }).format(value).replace('-', '−')

/** Return a lever's value without rounding away what was set. */
export const exact = (value) =>
  new Intl.NumberFormat(LOCALES[language.now], { maximumFractionDigits: 3 }).format(value)

/** Return a month: Jan 2025. */
export const month = (date) =>
  new Intl.DateTimeFormat(LOCALES[language.now], { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${date.slice(0, 7)}-01T00:00:00Z`),
  )

/** Return decimals that a doubt allows: the wider the interval, the fewer. */
export function decimals(value, low, high) {
  const width = low === null || low === undefined ? Math.abs(value) / 2 : Math.abs(high - low)
  if (width >= 0.01 || Math.abs(value) >= 0.2) return 0
  return width >= 0.001 || Math.abs(value) >= 0.02 ? 1 : 2
}

/** Return a share as per cent with a sign: +1.2%. */
export function percent(value, digits, sign = true) {
  const format = new Intl.NumberFormat(LOCALES[language.now], {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: sign ? 'exceptZero' : 'never',
  })
  return format.format(value).replace('-', '−')
}

const NOTHING = 0.0005

/** Return a change as words whose digits follow its doubt, and what kind it is. */
export function change([value, below, high]) {
  const low = typeof below === 'number' && value > -1 ? Math.max(below, -1) : below // nothing falls by more than all
  if (value === null || value === undefined) return { words: '–', kind: 'none' }
  if (low === null || low === undefined) {
    if (Math.abs(value) < NOTHING) return { words: t('about_zero'), kind: 'flat' }
    const shown = percent(Math.abs(value), decimals(value), false)
    return { words: t(value > 0 ? 'about_more' : 'about_less', { value: shown }), kind: value > 0 ? 'up' : 'down' }
  }
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (size < NOTHING) return { words: t('about_zero'), kind: 'flat' }
  const digits = decimals(value, low, high)
  if (low < 0 && high > 0) {
    return { words: t('either_way', { low: percent(low, digits), high: percent(high, digits) }), kind: 'open' }
  }
  const [near, far] = [Math.min(Math.abs(low), Math.abs(high)), size].map((part) => percent(part, digits, false))
  const isNear0 = near === percent(0, digits, false)
  const key = near === far ? 'about' : isNear0 ? 'up_to' : 'range'
  const more = low >= 0 ? 'more' : 'less'
  return { words: t(`${key}_${more}`, { value: far, low: near, high: far }), kind: low >= 0 ? 'up' : 'down' }
}
