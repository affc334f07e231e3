import { tracingChannel } from 'node:diagnostics_channel'
import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'

test('every operation passes through the tracing channel, without the text of a persona', async () => {
  const events: [string, unknown][] = []
  const note = (kind: string) => (context: unknown) => {
    events.push([kind, structuredClone(context)])
  }
  const subscribers = {
    start: note('start'),
    end: () => {},
    asyncStart: () => {},
    asyncEnd: note('asyncEnd'),
    error: (context: { error?: unknown }) => {
      events.push(['error', (context.error as { code?: string }).code])
    },
  }
  const channel = tracingChannel<unknown, object>('dramatis.operation')
  channel.subscribe(subscribers)
  try {
    const service = new CharacterService({ storage: memoryStorage() })
    await service.createCharacter(luna())
    await service.getCharacter('Luna')
    await service.getCharacter('Luna')
    await service.getCharacter('ghost').catch(() => {})
  } finally {
    channel.unsubscribe(subscribers)
  }
  const started = events.filter(([kind]) => kind === 'start').map(([, context]) => context)
  expect(started).toEqual([
    { operation: 'createCharacter' },
    { operation: 'getCharacter', name: 'Luna' },
    { operation: 'getCharacter', name: 'Luna' },
    { operation: 'getCharacter', name: 'ghost' },
  ])
  expect(events.filter(([kind]) => kind === 'error')).toEqual([['error', 'CHARACTER_NOT_FOUND']])
  expect(JSON.stringify(events)).not.toContain(luna().system_prompt)
})
