import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { ChangeReader } from '../../../src/invalidation/change-stream/event.ts'
import type { InvalidationMessage } from '../../../src/invalidation/invalidation-bus.ts'

const ID = new ObjectId('65a1b2c3d4e5f60718293a4b')
const EVERYTHING = { name: null, id: null, version: null, write_id: null, origin: null }

type Fields = { readonly [field: string]: unknown }

function message(name: string, fields: Partial<InvalidationMessage> = {}): InvalidationMessage {
  return { ...EVERYTHING, name, id: ID.toHexString(), ...fields }
}

function inserted(fields: Fields): Fields {
  return {
    operationType: 'insert',
    documentKey: { _id: ID },
    fullDocument: { _id: ID, ...fields },
  }
}

/** An update as MongoDB reports it: the changed fields, and the document as it is by now. */
function updated(changed: Fields, full: Fields | null): Fields {
  return {
    operationType: 'update',
    documentKey: { _id: ID },
    fullDocument: full && { _id: ID, ...full },
    updateDescription: { updatedFields: changed },
  }
}

const removed: Fields = { operationType: 'delete', documentKey: { _id: ID } }

test('an insert tells name, version and write', () => {
  const event = inserted({ name: 'luna', version_number: 1, write_id: 'w1' })
  expect(new ChangeReader().read(event)).toEqual([message('luna', { version: 1, write_id: 'w1' })])
})

test('an update of ours tells its own version and write, though a newer document was looked up', () => {
  const event = updated(
    { personality: 'calm', version_number: 2, write_id: 'w2' },
    { name: 'luna', version_number: 3, write_id: 'w3' },
  )
  expect(new ChangeReader().read(event)).toEqual([message('luna', { version: 2, write_id: 'w2' })])
})

// Red when the write id is read from the looked-up document: the entry of our last write, which has
// the same one, would outlive the write of the other program.
test('a write of another program tells no version and no write, though the document keeps ours', () => {
  const full = { name: 'luna', version_number: 4, write_id: 'ours' }
  const reader = new ChangeReader()
  expect(reader.read(updated({ personality: 'wild', version_number: 4 }, full))).toEqual([
    message('luna'),
  ])
  const replaced = { ...inserted(full), operationType: 'replace' }
  expect(reader.read(replaced)).toEqual([message('luna')])
})

test('a rename is told under both names', () => {
  const changed = { name: 'nova', renamed_from: 'luna', version_number: 2, write_id: 'w2' }
  const told = { version: 2, write_id: 'w2' }
  expect(new ChangeReader().read(updated(changed, changed))).toEqual([
    message('nova', told),
    message('luna', told),
  ])
})

test('a rename is told under both names where a server reports no changed fields', () => {
  const { updateDescription: _, ...event } = updated({}, { name: 'nova', renamed_from: 'luna' })
  expect(new ChangeReader().read(event)).toEqual([message('nova'), message('luna')])
})

// Red when only the looked-up document is read: it knows the last two names.
test('of renames in quick succession every name is told', () => {
  const now = { name: 'stella', renamed_from: 'nova', version_number: 3, write_id: 'w3' }
  const first = { name: 'nova', renamed_from: 'luna', version_number: 2, write_id: 'w2' }
  const names = namesOf(new ChangeReader().read(updated(first, now)))
  expect(names).toEqual(['luna', 'nova', 'stella'])
})

test('a rename by another program is told under the old name when it has been seen', () => {
  const reader = new ChangeReader()
  reader.read(inserted({ name: 'luna' }))
  expect(namesOf(reader.read(updated({ name: 'nova' }, { name: 'nova' })))).toEqual([
    'luna',
    'nova',
  ])
})

test('a soft delete is told under the original name, and its purge says nothing more', () => {
  const reader = new ChangeReader()
  const changed = { is_active: false, name: `deleted/${ID}`, deleted_name: 'luna', write_id: 'w2' }
  expect(reader.read(updated(changed, { ...changed, version_number: 1 }))).toEqual([
    message('luna', { version: 1, write_id: 'w2' }),
  ])
  expect(reader.read(removed)).toEqual([])
})

test('a removal is told under the name that was seen last, else as every name', () => {
  const reader = new ChangeReader()
  expect(reader.read(removed)).toEqual([EVERYTHING])
  reader.read(inserted({ name: 'luna' }))
  expect(reader.read(removed)).toEqual([message('luna')])
  expect(reader.read(removed)).toEqual([EVERYTHING])
})

test('a removal on a sharded collection is told under the name in its key', () => {
  const event = { operationType: 'delete', documentKey: { name: 'luna', _id: ID } }
  expect(new ChangeReader().read(event)).toEqual([message('luna')])
})

test('an update whose document is gone is told under each name that is known', () => {
  const reader = new ChangeReader()
  reader.read(inserted({ name: 'luna' }))
  expect(namesOf(reader.read(updated({ name: 'nova' }, null)))).toEqual(['luna', 'nova'])
  expect(reader.read(removed)).toEqual([])
  expect(new ChangeReader().read(updated({ personality: 'calm' }, null))).toEqual([EVERYTHING])
})

test('an event that names no character at all is told as every name', () => {
  const event = { operationType: 'update', documentKey: { $inc: { n: 1 } }, fullDocument: {} }
  expect(new ChangeReader().read(event)).toEqual([EVERYTHING])
})

test('names of other programs are told as they are cached, and what is no name is not', () => {
  const reader = new ChangeReader()
  expect(namesOf(reader.read(inserted({ name: ' LUNA ' })))).toEqual(['luna'])
  expect(reader.read(inserted({ name: '../luna' }))).toEqual([message('luna')])
  expect(new ChangeReader().read(inserted({ name: '../luna' }))).toEqual([])
})

test('a version that is no whole number is not told', () => {
  const event = inserted({ name: 'luna', version_number: '7', write_id: 'w1' })
  expect(new ChangeReader().read(event)).toEqual([message('luna', { write_id: 'w1' })])
})

test('the stream ends with the collection', () => {
  for (const operationType of ['invalidate', 'drop', 'rename', 'dropDatabase']) {
    expect(new ChangeReader().read({ operationType })).toBe('ended')
  }
})

test('what changes no character says nothing', () => {
  expect(new ChangeReader().read({ operationType: 'createIndexes' })).toEqual([])
})

test('at most 10,000 names are remembered, the last ones seen', () => {
  const reader = new ChangeReader()
  for (let n = 0; n <= 10_000; n++) {
    reader.read({ ...inserted({ name: `c${n}` }), documentKey: { _id: n } })
  }
  const remove = (n: number) => namesOf(reader.read({ ...removed, documentKey: { _id: n } }))
  expect([remove(0), remove(1), remove(10_000)]).toEqual([[null], ['c1'], ['c10000']])
})

function namesOf(messages: readonly InvalidationMessage[] | 'ended'): (string | null)[] {
  if (messages === 'ended') throw new Error('the stream has ended')
  return messages.map(({ name }) => name).sort()
}

// Red when a stored name of a tenant is no name, or tells of the plain one.
test('a character of a tenant is told by its stored name', () => {
  const changed = { name: 'tenants/acme/nova', renamed_from: 'tenants/acme/Luna', write_id: 'w2' }
  const reader = new ChangeReader()
  expect(reader.read(updated({ ...changed, version_number: 2 }, changed))).toEqual([
    message('tenants/acme/nova', { version: 2, write_id: 'w2' }),
    message('tenants/acme/luna', { version: 2, write_id: 'w2' }),
  ])
  const buried = { name: `tenants/acme/deleted/${ID}`, deleted_name: 'tenants/acme/nova' }
  expect(reader.read(updated({ ...buried, write_id: 'w3' }, buried))).toEqual([
    message('tenants/acme/nova', { write_id: 'w3' }),
  ])
})
