import { describe, expect, test } from 'vitest'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { refusalOf } from '../model/refusal.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'

const MAX = 500_000
const model = defineCharacterModel({ limits: { systemPrompt: MAX } })

describe('a model that allows long prompts', () => {
  eachStorage(({ create }) => {
    test('has them stored, read, listed, versioned, and refuses one code point more', async () => {
      const service = new CharacterService({ storage: create(), model })
      // Four bytes a code point, the most there are.
      const [first, second] = ['🦊'.repeat(MAX), `${'🦊'.repeat(MAX - 1)}!`]
      await service.createCharacter(luna({ system_prompt: first }))
      await service.updateCharacter('luna', { system_prompt: second })
      service.clearCache()
      const read = await service.getCharacter('luna')
      const [listed] = await service.listCharacters()
      const versions = await service.listVersions('luna')
      const one = await service.getVersion('luna', 1)
      expect(read.system_prompt === second).toBe(true)
      expect(listed?.system_prompt === second).toBe(true)
      expect(versions.map(({ system_prompt }) => system_prompt === second)).toEqual([true, false])
      expect(one.system_prompt === first).toBe(true)
      const back = await service.rollbackCharacter('luna', 1)
      expect(back.system_prompt === first).toBe(true)

      const issues = [{ path: ['system_prompt'], message: 'must hold 1 to 500000 code points' }]
      const longer = `${first}!`
      const updated = refusalOf(() => service.updateCharacter('luna', { system_prompt: longer }))
      expect((await updated).issues).toEqual(issues)
      const other = luna({ name: 'nova', system_prompt: longer })
      expect((await refusalOf(() => service.createCharacter(other))).issues).toEqual(issues)
    })

    test('may allow what comes to 15 MiB, whatever the text is made of', async () => {
      const largest = 3_600_000
      const wide = defineCharacterModel({ limits: { systemPrompt: largest } })
      const service = new CharacterService({ storage: create(), model: wide })
      for (const [name, sign] of Object.entries({ fox: '🦊', bell: '\u0007', quote: '"' })) {
        const system_prompt = `${sign.repeat(largest - 1)}x`
        await service.createCharacter(luna({ name, system_prompt }))
        const read = await service.getCharacter(name)
        expect(read.system_prompt === system_prompt).toBe(true)
      }
    })
  })
})
