// Graphs to take away: SVG with its colours written in, and PNG drawn from it.
import { save } from './server.js'

const PROPERTIES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'fill-opacity', 'stroke-opacity', 'font-size', 'font-family', 'font-weight', 'text-anchor', 'opacity']

function standalone(svg) {
  const twin = svg.cloneNode(true)
  const parts = [svg, ...svg.querySelectorAll('*')]
  ;[twin, ...twin.querySelectorAll('*')].forEach((part, place) => {
    const style = getComputedStyle(parts[place])
    for (const name of PROPERTIES) part.setAttribute(name, style.getPropertyValue(name))
  })
  twin.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  twin.style.background = getComputedStyle(document.documentElement).getPropertyValue('--card')
  return new XMLSerializer().serializeToString(twin)
}

export const saveSvg = (svg, name) => save(`${name}.svg`, standalone(svg), 'image/svg+xml')

export async function savePng(svg, name, scale = 2) {
  const box = svg.getBoundingClientRect()
  const picture = new Image()
  picture.src = URL.createObjectURL(new Blob([standalone(svg)], { type: 'image/svg+xml' }))
  await picture.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: box.width * scale, height: box.height * scale })
  const pen = canvas.getContext('2d')
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--card')
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  URL.revokeObjectURL(picture.src)
  canvas.toBlob((blob) => save(`${name}.png`, blob))
}
