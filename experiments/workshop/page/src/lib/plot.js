// The one module that knows Observable Plot: graphs as SVG elements with words for readers.
import { areaY, dot, lineY, plot, pointerX, rect, ruleX, ruleY, text, tip } from '@observablehq/plot'

const SERIES = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#8c8c00', '#7a5195', '#4d4d4d', '#b07aa1', '#9c755f']
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** Make a figure one picture with one name, without the style element that the policy refuses. */
function plain(figure) {
  figure.setAttribute('role', 'img')
  for (const part of figure.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
  for (const style of figure.querySelectorAll('style')) style.remove()
  return figure
}

const base = (width, height, label) => ({
  width,
  height,
  marginLeft: 66,
  marginRight: 16,
  marginTop: 18,
  marginBottom: 24,
  ariaLabel: label,
  className: 'plot',
})

/** Years without and with a policy, each with its band, over published years. */
export function lines({ width, height, label, rows, published, start, number, names }) {
  const [policy, quiet, strong] = [ink('--policy'), ink('--base'), ink('--ink')]
  const both = rows.filter((row) => row.low !== null)
  const colour = (row) => (row.arm === 'policy' ? policy : quiet)
  return plain(
    plot({
      ...base(width, height, label),
      x: { tickFormat: (year) => String(year), ticks: Math.min(8, Math.floor(width / 60)), label: null, insetRight: 6 },
      y: { tickFormat: number, ticks: 5, label: null, grid: true, zero: false, nice: true },
      marks: [
        ruleX([start], { stroke: strong, strokeDasharray: '2 3', strokeOpacity: 0.6 }),
        areaY(both, { x: 'year', y1: 'low', y2: 'high', fill: colour, z: 'arm', fillOpacity: 0.18 }),
        lineY(rows, { x: 'year', y: 'value', stroke: colour, z: 'arm', strokeWidth: 2.2, strokeDasharray: undefined }),
        dot(published, { x: 'year', y: 'value', r: 2.8, fill: strong, ariaLabel: names.published }),
        tip(rows, pointerX({ x: 'year', y: 'value', title: 'words', fill: ink('--card'), stroke: ink('--line') })),
      ],
    }),
  )
}

/** Shares of a whole over the years. */
export function shares({ width, height, label, rows, order, percent }) {
  return plain(
    plot({
      ...base(width, height - 40, label),
      x: { tickFormat: (year) => String(year), ticks: 6, label: null },
      y: { tickFormat: percent, label: null, grid: true },
      color: { domain: order, range: SERIES, legend: false },
      marks: [
        areaY(rows, { x: 'year', y: 'value', fill: 'name', z: 'name', order, fillOpacity: 0.85, title: 'name' }),
        ruleX([rows[0]?.start ?? 0], { stroke: ink('--ink'), strokeDasharray: '2 3' }),
      ],
    }),
  )
}

export const seriesColour = (place) => SERIES[place % SERIES.length]

/** Mexico's states as tiles, coloured by change. */
export function tiles({ width, label, rows, reach, words }) {
  const side = Math.min(width / 11, 56)
  return plain(
    plot({
      width: side * 11,
      height: side * 9.4,
      margin: 2,
      ariaLabel: label,
      className: 'plot',
      x: { axis: null, domain: [0, 10.999] },
      y: { axis: null, domain: [9, -0.4] },
      color: { type: 'diverging', scheme: 'puor', reverse: true, domain: [-reach, reach], pivot: 0 },
      marks: [
        rect(rows, { x1: 'column', x2: (d) => d.column + 0.94, y1: 'row', y2: (d) => d.row + 0.94, fill: 'value', title: words, stroke: ink('--line') }),
        text(rows, { x: (d) => d.column + 0.47, y: (d) => d.row + 0.34, text: 'short', fill: (d) => d.ink, fontSize: side / 4.6, fontWeight: 600, pointerEvents: 'none' }),
        text(rows, { x: (d) => d.column + 0.47, y: (d) => d.row + 0.68, text: 'shown', fill: (d) => d.ink, fontSize: side / 5.4, pointerEvents: 'none' }),
      ],
    }),
  )
}

/** A dot and its interval for every row, ordered as they come. */
export function intervals({ width, label, rows, percent, marginLeft = 190 }) {
  const colour = (row) => (row.low > 0 || row.high < 0 ? ink('--policy') : ink('--base'))
  return plain(
    plot({
      ...base(width, 34 + 22 * rows.length, label),
      marginLeft,
      x: { tickFormat: percent, label: null, grid: true, ticks: 5 },
      y: { domain: rows.map((row) => row.name), label: null, tickSize: 0 },
      marks: [
        ruleX([0], { stroke: ink('--ink') }),
        ruleY(rows.filter((row) => row.low !== null), { y: 'name', x1: 'low', x2: 'high', stroke: colour, strokeWidth: 3, strokeOpacity: 0.5 }),
        dot(rows, { y: 'name', x: 'value', r: 4.5, fill: colour, title: 'words' }),
      ],
    }),
  )
}

/** Cost against effect, a dot for every scenario. */
export function scatter({ width, height, label, rows, number, percent, names }) {
  return plain(
    plot({
      ...base(width, height, label),
      marginBottom: 36,
      x: { tickFormat: number, label: names.x, ticks: 5 },
      y: { tickFormat: percent, label: names.y, grid: true, ticks: 5 },
      marks: [
        ruleY([0], { stroke: ink('--ink') }),
        dot(rows, { x: 'cost', y: 'value', r: 5, fill: ink('--policy'), title: 'words' }),
        text(rows, { x: 'cost', y: 'value', text: 'tag', dy: -10, fontSize: 10, fill: ink('--ink') }),
      ],
    }),
  )
}

/** Paths of levers over the months, one row each, as shares of their own reach. */
export function timeline({ width, label, rows, order, marginLeft = 190 }) {
  return plain(
    plot({
      ...base(width, 40 + 30 * order.length, label),
      marginLeft,
      x: { type: 'utc', label: null, grid: true, axis: 'top' },
      marginTop: 30,
      y: { domain: order, label: null, tickSize: 0 },
      marks: [
        ruleY(rows, { y: 'name', x1: 'from', x2: 'to', stroke: ink('--policy'), strokeWidth: (d) => d.weight, title: 'words' }),
        text(rows, { x: 'from', y: 'name', text: 'shown', dy: -11, dx: 2, textAnchor: 'start', fontSize: 10, fill: ink('--ink') }),
      ],
    }),
  )
}
