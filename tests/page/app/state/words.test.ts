import { describe, expect, test } from 'vitest'
import { CharacterHttpError } from '../../../../src/client/http-error.ts'
import {
  CharacterNotFoundError,
  CharacterValidationError,
  CharacterVersionConflictError,
} from '../../../../src/errors.ts'
import { COMMON_FIELDS } from '../../../../src/page/app/form/fields-of.ts'
import { failed, open, saving, typed } from '../../../../src/page/app/state/editing.ts'
import { failureOf, wordsOf } from '../../../../src/page/app/state/failure.ts'
import { importItem, nextStep } from '../../../../src/page/app/state/importing.ts'
import {
  arrived,
  asked,
  EMPTY_LISTING,
  extended,
  listWords,
  PAGE_SIZE,
  sizeOf,
} from '../../../../src/page/app/state/listing.ts'
import { saveWords } from '../../../../src/page/app/state/save-words.ts'

const issues = [{ path: ['name'], message: 'is required' }]

test.each([
  [new CharacterHttpError(0, 'NETWORK_ERROR', 'x'), 'offline', /cannot be reached/],
  [new CharacterHttpError(0, 'TIMEOUT', 'x'), 'offline', /cannot be reached/],
  [new CharacterHttpError(0, 'UNKNOWN_OUTCOME', 'x'), 'unknown', /not known whether/],
  [new CharacterHttpError(401, 'UNAUTHORIZED', 'x'), 'signed-out', /Sign in again/],
  [new CharacterHttpError(403, 'FORBIDDEN', 'x'), 'forbidden', /may not/],
  [new CharacterHttpError(412, 'PRECONDITION_FAILED', 'x'), 'overtaken', /faster/],
  [new CharacterHttpError(500, 'INTERNAL_ERROR', 'x'), 'trouble', /has failed/],
  [new CharacterVersionConflictError('luna', 1, 2), 'overtaken', /faster/],
  [new CharacterNotFoundError('luna'), 'absent', /no longer there/],
  [new CharacterValidationError(issues), 'invalid', /^name is required$/],
  [new CharacterHttpError(400, 'INVALID_REQUEST', 'Odd'), 'other', /^Odd$/],
  [new Error('Broken'), 'other', /^Broken$/],
  ['text', 'other', /^text$/],
])('an error is told in words: %s', (error, kind, words) => {
  const failure = failureOf(error)
  expect(failure.kind).toBe(kind)
  expect(wordsOf(failure)).toMatch(words)
})

describe('the state of saving says', () => {
  const fresh = open(COMMON_FIELDS, null)
  const dirty = typed(fresh, 'name', 'nova')

  test.each([
    [fresh, true, 'calm', /Nothing written/],
    [dirty, true, 'unsaved', /^Unsaved changes$/],
    [dirty, false, 'unsaved', /^Offline\. Your changes are not saved/],
    [fresh, false, 'unsaved', /^Offline\. Nothing can be saved/],
    [saving(dirty), true, 'busy', /^Saving…$/],
    [failed(dirty, { kind: 'unknown' }), true, 'bad', /^It is not known whether this was saved/],
    [failed(dirty, { kind: 'unknown' }), false, 'bad', /^Offline\. It is not known/],
    [failed(dirty, { kind: 'offline' }), true, 'bad', /^Offline\. Not saved/],
    [failed(dirty, { kind: 'trouble' }), true, 'bad', /^Not saved: The server has failed/],
    [failed(dirty, { kind: 'taken' }), true, 'bad', /^Not saved: one field/],
    [{ ...dirty, gone: { kind: 'lost' } }, true, 'bad', /^Not saved: it is no longer/],
  ] as const)('what is known: %#', (state, isOnline, tone, words) => {
    const said = saveWords(state, isOnline)
    expect(said.tone).toBe(tone)
    expect(said.text).toMatch(words)
  })
})

describe('a list', () => {
  const many = Array.from({ length: PAGE_SIZE }, (_, n) => ({ id: `${n}` })) as never

  test('says how many there are, as far as that is known', () => {
    expect(listWords(EMPTY_LISTING)).toBe('Looking…')
    expect(listWords(arrived(EMPTY_LISTING, [], PAGE_SIZE))).toBe('No characters yet')
    const first = arrived(EMPTY_LISTING, many, PAGE_SIZE)
    expect(listWords(first)).toBe(`${PAGE_SIZE} and more`)
    expect(listWords({ ...first, count: 2_000 })).toBe(`${PAGE_SIZE} of 2,000 characters`)
    expect(listWords(extended(first, []))).toBe(`${PAGE_SIZE} characters`)
    const searched = asked(EMPTY_LISTING, { text: 'x' })
    expect(listWords(arrived(searched, [], PAGE_SIZE))).toBe('Nothing found')
  })

  test('looks again for as many as it shows', () => {
    const first = arrived(EMPTY_LISTING, many, PAGE_SIZE)
    expect(sizeOf(EMPTY_LISTING)).toBe(PAGE_SIZE)
    expect(sizeOf(extended(first, many))).toBe(2 * PAGE_SIZE)
  })

  test('is in the order of names where it shows a label', () => {
    const sorted = asked(EMPTY_LISTING, { sort: '-updated_at' })
    expect(asked(sorted, { label: 'production' }).query.sort).toBe('name')
    expect(asked(sorted, { text: 'x' }).query.sort).toBe('-updated_at')
  })
})

test('an import waits until what is taken is decided', () => {
  const reading = { input: { name: 'luna' }, warnings: [], image: null }
  const item = importItem(1, 'luna.json', reading)
  expect(nextStep(item)).toEqual({ kind: 'choose' })
  expect(nextStep({ ...item, isTaken: false })).toEqual({ kind: 'create', name: 'luna' })
  const taken = { ...item, isTaken: true }
  expect(nextStep(taken)).toEqual({ kind: 'choose' })
  expect(nextStep({ ...taken, choice: 'leave' })).toEqual({ kind: 'leave' })
  expect(nextStep({ ...taken, choice: 'version' })).toEqual({ kind: 'version', name: 'luna' })
  const renamed = { ...taken, choice: 'rename', otherName: ' selene ' } as const
  expect(nextStep(renamed)).toEqual({ kind: 'create', name: 'selene' })
  expect(nextStep({ ...renamed, otherName: ' ' })).toEqual({ kind: 'choose' })
  expect(importItem(2, 'x.png', { error: 'is broken' })).toMatchObject({ problem: 'is broken' })
})
