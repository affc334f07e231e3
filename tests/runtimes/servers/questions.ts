import { luna } from '../../support/characters.ts'

/** All of an answer that is the same wherever the library runs. */
interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What was answered, by what was asked. */
export type Answers = Readonly<Record<string, unknown>>

const HEADERS = ['content-type', 'etag', 'cache-control', 'allow', 'www-authenticate', 'link']
const LUNA = luna({ name: 'Aurora 祭り', personality: 'Ein Fest — 祭り 🎆', traits: ['northern'] })
const PATH = `/${encodeURIComponent('AURORA 祭り')}`
const AT_ONCE = 8

interface Question {
  readonly method?: string
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Asks a server what applications ask, over its port. It has no characters, or such that come behind
 * `b` in the alphabet.
 *
 * @param site where the characters are: `http://127.0.0.1:…/api/characters`
 */
export async function answersOf(site: string): Promise<Answers> {
  const answers: [title: string, answer: Answer | number[]][] = []
  const ask: Ask = async (title, path, question = {}) => {
    const answer = await answerTo(`${site}${path}`, question)
    answers.push([title, answer])
    return answer
  }
  await askToWrite(ask)
  answers.push(['updates at once', await updateAtOnce(site)])
  await askForHistory(ask)
  await askForRest(ask)
  return Object.fromEntries(comparable(answers))
}

type Ask = (title: string, path: string, question?: Question) => Promise<Answer>

async function askToWrite(ask: Ask): Promise<void> {
  await ask('create without a key', '', {
    method: 'POST',
    json: LUNA,
    headers: { 'x-api-key': '' },
  })
  await ask('create', '', { method: 'POST', json: LUNA })
  await ask('create again', '', { method: 'POST', json: LUNA })
  await ask('create another', '', { method: 'POST', json: { ...LUNA, name: 'b' } })
  await ask('create nothing', '', { method: 'POST', json: { name: '', traits: 'kind' } })
  const { headers } = await ask('read', PATH)
  const tag = headers.etag ?? ''
  await ask('read what is known', PATH, { headers: { 'if-none-match': tag } })
  await ask('read its head', PATH, { method: 'HEAD' })
  const update = { method: 'PUT', headers: { 'if-match': tag } }
  await ask('update what was read', PATH, { ...update, json: { traits: ['wild'] } })
  await ask('update what was overtaken', PATH, { ...update, json: { traits: ['late'] } })
}

/** Of updates of what was read, one is made: whose, nobody knows. */
async function updateAtOnce(site: string): Promise<number[]> {
  const { headers } = await answerTo(`${site}${PATH}`, {})
  const update = {
    method: 'PUT',
    json: { traits: ['first'] },
    headers: { 'if-match': headers.etag ?? '' },
  }
  const updates = Array.from({ length: AT_ONCE }, () => answerTo(`${site}${PATH}`, update))
  return (await Promise.all(updates)).map(({ status }) => status).sort()
}

async function askForHistory(ask: Ask): Promise<void> {
  await ask('history', `${PATH}/versions`)
  await ask('first version', `${PATH}/versions/1`)
  await ask('no such version', `${PATH}/versions/99`)
  await ask('changes', `${PATH}/changes`)
  await ask('roll back', `${PATH}/rollback`, { method: 'POST', json: { version_number: 1 } })
  const prefer = { prefer: 'return=representation' }
  const { body } = await ask('delete', PATH, { method: 'DELETE', headers: prefer })
  await ask('read what is deleted', PATH)
  await ask('deleted', '/-/deleted')
  const { id } = Object(body)
  await ask('restore', `/-/deleted/${id}/restore`, { method: 'POST' })
}

async function askForRest(ask: Ask): Promise<void> {
  await ask('first of the list', '?limit=1')
  await ask('list in a way there is none', '?limit=0')
  await ask('count', '/-/count?trait=northern')
  await ask('health', '/-/health')
  await ask('openapi', '/-/openapi.json')
  await ask('options', PATH, { method: 'OPTIONS' })
  await ask('patch', PATH, { method: 'PATCH', json: {} })
  await ask('elsewhere', `${PATH}/friends/1`)
  await ask('too much', '', {
    method: 'POST',
    json: { ...LUNA, personality: 'x'.repeat(3_000_000) },
  })
}

async function answerTo(url: string, { method, json, headers }: Question): Promise<Answer> {
  const response = await fetch(url, {
    method: method ?? 'GET',
    headers: { 'x-api-key': 'let-me-write', 'content-type': 'application/json', ...headers },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  const text = await response.text()
  const shown = HEADERS.flatMap((name) => {
    const value = response.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  const body = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text
  return { status: response.status, headers: Object.fromEntries(shown), body }
}

/** The same without what is new each time; ids are named by their order. */
function comparable<T>(answers: T): T {
  const ids = new Map<string, string>()
  const nameOf = (id: string): string => {
    const name = ids.get(id) ?? `<id ${ids.size + 1}>`
    ids.set(id, name)
    return name
  }
  const text = JSON.stringify(answers)
    .replace(/\b[0-9a-f]{24}\b/g, nameOf)
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/urn:uuid:[\w-]+/g, '<instance>')
    .replace(/cursor=[\w-]+/g, 'cursor=<cursor>')
  return JSON.parse(text)
}
