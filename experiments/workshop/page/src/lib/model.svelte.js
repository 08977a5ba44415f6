// The state of the page: scenario, answer, history of changes, view; and what changes them.
import { asScenario, pack, unpack } from './link.js'
import { get, listen, post } from './server.js'
import { language, t } from './words.svelte.js'

const QUIET = 120 // ms without a move before the server is asked
const AGAIN = 1500
const MOST_CHANGES = 200
const MOST_SAVED = 4
const TABS = ['graphs', 'map', 'why', 'ranking', 'assumptions', 'timeline', 'compare', 'room', 'trust']

export const page = $state({
  catalogue: null,
  status: null,
  scenario: asScenario({}),
  answer: null,
  base: null, // series without the policy: right as long as no assumption moves
  digest: '',
  command: '',
  faults: [],
  notice: '',
  changes: [], // {scenario, words, marked}, oldest first
  at: -1,
  view: {
    graphs: ['supply_doses', 'recruits'],
    horizon: 2,
    tab: 'graphs',
    saved: [],
    notes: { title: '', hypothesis: '', finding: '', decision: '' },
    predict: false,
    presenting: false,
    theme: '',
    differences: false,
  },
  revealed: true,
  guess: {},
  pane: 'levers',
})

let timer = 0
let stop = () => {}
let turn = 0

const clone = (value) => JSON.parse(JSON.stringify(value))
const assumptions = (scenario) =>
  JSON.stringify([scenario.strength, scenario.adaptation, scenario.params, scenario.seed])

/** Load the catalogue, restore a link, and ask for a first answer. */
export async function start() {
  restoreView(stored())
  watch()
  page.catalogue = await get('/api/catalogue')
  restoreLink()
  window.addEventListener('popstate', () => {
    restoreLink()
    ask()
  })
  if (page.at < 0) note(['change_start'])
  ask()
}

async function watch() {
  for (;;) {
    try {
      page.status = await get('/api/status')
      if (page.status.compiled && page.status.prepared >= page.status.of) return
    } catch {
      page.status = null
    }
    await new Promise((done) => setTimeout(done, AGAIN))
  }
}

// ------------------------------------------------------------------------ link

export const linkData = () => ({
  v: page.catalogue?.version ?? '',
  s: clone(page.scenario),
  w: clone({ ...page.view, lang: language.now }),
})

function stored() {
  try {
    return JSON.parse(localStorage.getItem('workshop') ?? '{}')
  } catch {
    return {}
  }
}

function restoreView(raw) {
  if (!raw || typeof raw !== 'object') return
  const view = page.view
  const known = (page.catalogue?.outcomes ?? []).flatMap((outcome) => [outcome.name, outcome.family])
  if (['en', 'es'].includes(raw.lang)) language.now = raw.lang
  if (Array.isArray(raw.graphs) && raw.graphs.length === 2 && raw.graphs.every((g) => known.includes(g)))
    view.graphs = [...raw.graphs]
  if ([1, 2, 5].includes(raw.horizon)) view.horizon = raw.horizon
  if (TABS.includes(raw.tab)) view.tab = raw.tab
  if (['', 'light', 'dark'].includes(raw.theme)) view.theme = raw.theme
  for (const key of ['predict', 'presenting', 'differences']) if (typeof raw[key] === 'boolean') view[key] = raw[key]
  if (Array.isArray(raw.saved))
    view.saved = raw.saved.slice(0, MOST_SAVED).map((one) => ({
      name: String(one?.name ?? '').slice(0, 60),
      scenario: asScenario(one?.scenario),
    }))
  for (const key of Object.keys(view.notes))
    if (typeof raw.notes?.[key] === 'string') view.notes[key] = raw.notes[key].slice(0, 1200)
}

function restoreLink() {
  const data = unpack(location.hash)
  page.notice = ''
  if (!data) {
    if (location.hash.length > 1) page.notice = 'link_broken'
    return
  }
  page.scenario = asScenario(data.s)
  restoreView(data.w)
  if (data.v && data.v !== page.catalogue.version) page.notice = 'link_old'
  page.answer = null
}

/** Write all into the address; as a step that Back undoes, or over the last one. */
export function remember(step = false) {
  const fragment = pack(linkData())
  if (fragment !== location.hash) history[step ? 'pushState' : 'replaceState'](null, '', fragment)
  try {
    localStorage.setItem('workshop', JSON.stringify(linkData().w))
  } catch {
    // a browser without storage forgets
  }
}

// --------------------------------------------------------------------- changes

/** Change the scenario, and note it in the list of changes: a key of words, and its values. */
export function change(words, turnIt) {
  const scenario = clone(page.scenario)
  turnIt(scenario)
  if (JSON.stringify(scenario) === JSON.stringify(page.scenario)) return moved()
  if (assumptions(scenario) !== assumptions(page.scenario)) page.base = null
  page.scenario = scenario
  note(words)
  remember(true)
  moved()
}

/** A hand is on a lever: no number may stand beside it, and none is asked for yet. */
export function hold() {
  stop()
  clearTimeout(timer)
  turn += 1 // an answer on its way is of another scenario
  page.answer = null
  page.digest = ''
  page.faults = []
}

function moved() {
  hold()
  if (page.view.predict) page.revealed = false
  timer = setTimeout(ask, QUIET)
}

function note(words) {
  page.changes = [
    ...page.changes.slice(0, page.at + 1),
    { scenario: clone(page.scenario), words, marked: false },
  ].slice(-MOST_CHANGES)
  page.at = page.changes.length - 1
}

/** Go to a change of the list. */
export function goTo(place) {
  if (place < 0 || place >= page.changes.length) return
  const scenario = clone(page.changes[place].scenario)
  if (assumptions(scenario) !== assumptions(page.scenario)) page.base = null
  page.at = place
  page.scenario = scenario
  remember()
  moved()
}

export const undo = () => goTo(page.at - 1)
export const redo = () => goTo(page.at + 1)

/** Show the last change again: before, and after a while. */
export function replay() {
  const place = page.at
  if (place < 1) return
  goTo(place - 1)
  const first = setInterval(() => {
    if (page.at !== place - 1) return clearInterval(first)
    if (page.answer?.pairs >= 2) {
      clearInterval(first)
      goTo(place)
    }
  }, 400)
}

// --------------------------------------------------------------------- answers

/** Ask the server about the scenario as it stands; earlier questions are dropped. */
export async function ask() {
  clearTimeout(timer)
  stop()
  const mine = ++turn
  try {
    const found = await (await post('/api/scenario', page.scenario)).json()
    if (mine !== turn) return
    page.faults = []
    page.digest = found.digest
    page.command = found.command
    hear(mine)
  } catch (error) {
    if (mine !== turn) return
    page.answer = null
    page.faults = error.faults ?? [t('no_server')]
    if (!error.faults) timer = setTimeout(ask, AGAIN)
  }
}

function hear(mine) {
  stop = listen(
    page.digest,
    { graphs: page.view.graphs },
    (answer) => {
      if (mine !== turn) return
      page.answer = answer
      page.base = answer.series
      if (answer.error) page.faults = [answer.error]
    },
    () => {
      if (mine === turn) timer = setTimeout(ask, AGAIN)
    },
  )
}

/** Draw another outcome; the answer is there already, unless a lever has just moved. */
export function draw(place, outcome) {
  page.view.graphs[place] = outcome
  remember()
  stop()
  if (page.digest) hear(++turn)
}

// -------------------------------------------------------------------- helpers

export const leverOf = (name) => allLevers().find((lever) => lever.name === name)
export const allLevers = () => page.catalogue?.groups.flatMap((group) => group.levers) ?? []
export const presetOf = (name) => page.catalogue?.presets.find((preset) => preset.name === name)
export const outcomeOf = (name) => page.catalogue?.outcomes.find((outcome) => outcome.name === name)

/** Return the value a lever has under the preset, at its last date. */
export function presetValue(name, scenario = page.scenario) {
  const rows = presetOf(scenario.scenario)?.levers[name]
  return rows?.length ? rows.at(-1)[1] : leverOf(name)?.neutral
}

/** Return the value that a slider shows. */
export const valueOf = (name, scenario = page.scenario) => scenario.levers[name]?.value ?? presetValue(name, scenario)

/** Return the levers that a scenario moves away from 2024. */
export const movedLevers = (scenario = page.scenario) =>
  allLevers().filter(
    (lever) => lever.name in scenario.levers || lever.name in (presetOf(scenario.scenario)?.levers ?? {}),
  )

/** Return an effect of the horizon on show, or of the last one that the runs reach. */
export function effectOf(answer, kind, outcome, horizon = page.view.horizon) {
  const effects = answer?.effects ?? {}
  const reached = String(horizon) in effects ? String(horizon) : Object.keys(effects).at(-1)
  return effects[reached]?.[kind]?.[outcome] ?? [null, null, null]
}

export const isAdapting = () => Object.values(page.scenario.adaptation).every((on) => on !== false)
