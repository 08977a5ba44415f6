// Talks to the server: a scenario in, a stream of answers out.

/** Return what an address gives; faults as sentences are thrown. */
export async function post(address, body, signal) {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  })
  if (!answer.ok) {
    const found = await answer.json().catch(() => ({}))
    throw Object.assign(new Error('refused'), { faults: found.faults ?? [String(answer.status)] })
  }
  return answer
}

export const get = async (address) => (await fetch(address)).json()

/** Listen to a question's answers; returns what stops listening. */
export function listen(digest, { graphs = [], pairs, aside = false }, tell, lost) {
  const query = new URLSearchParams(graphs.map((graph) => ['graph', graph]))
  if (pairs) query.set('pairs', pairs)
  if (aside) query.set('aside', '1')
  const source = new EventSource(`/api/stream/${digest}?${query}`)
  source.onmessage = (event) => {
    const answer = JSON.parse(event.data)
    if (answer.done || answer.error || (aside && answer.pairs >= pairs)) source.close()
    tell(answer)
  }
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) return lost()
    source.close()
    lost()
  }
  return () => source.close()
}

const MOST_ASIDE = 3 // a browser opens six connections to a server; the answer needs one
let running = 0
const waiting = []

/** Return the answer of a scenario beside the main one, after a few pairs. */
export function aside(scenario, pairs, tell = () => {}) {
  return new Promise((resolve, reject) => {
    waiting.push(async () => {
      try {
        const { digest } = await (await post('/api/scenario', scenario)).json()
        const answer = await new Promise((done, fail) => {
          listen(
            digest,
            { pairs, aside: true },
            (found) => {
              tell(found)
              if (found.error) fail(new Error(found.error))
              else if (found.done || found.pairs >= pairs) done(found)
            },
            () => fail(new Error('lost')),
          )
        })
        resolve(answer)
      } catch (error) {
        reject(error)
      } finally {
        running -= 1
        next()
      }
    })
    next()
  })
}

function next() {
  while (running < MOST_ASIDE && waiting.length) {
    running += 1
    waiting.shift()()
  }
}

/** Give a file to the person. */
export function save(name, body, type = 'text/plain') {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(body instanceof Blob ? body : new Blob([body], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 5000)
}
