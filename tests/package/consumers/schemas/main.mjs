// A host makes schemas of its own of the library's, with whatever zod it has.
import assert from 'node:assert/strict'
import {
  CharacterCreate,
  CharacterResponse,
  CharacterService,
  defineCharacterModel,
  memoryStorage,
} from 'dramatis'
import { z } from 'zod'

const model = defineCharacterModel({
  attributes: { mood: z.enum(['calm', 'wild']).default('calm'), backstory: z.string() },
  private: ['backstory'],
  limits: { displayName: 3 },
})
const told = (schema, input) => schema.safeParse(input).error.issues.map(({ message }) => message)

for (const create of [CharacterCreate, model.create]) {
  const Form = create.pick({ name: true, display_name: true }).extend({ captcha: z.string() })
  assert.equal(Form instanceof z.ZodObject, true)
  assert.deepEqual(Form.parse({ name: 'l', display_name: 'L', captcha: 'c' }).captcha, 'c')
  const bad = { name: '!', display_name: '', captcha: 'c', colour: 'red' }
  assert.deepEqual(told(Form, bad).at(-1), "'colour' is not a field of a character")
  assert.deepEqual(told(Form, bad).slice(0, 2), told(create, bad).slice(0, 2))
  assert.deepEqual(told(Form.partial(), { name: 7 }), ['must be a string'])
  assert.deepEqual(told(Form.omit({ captcha: true }), { name: 'luna' }), ['is required'])
  assert.equal(create.partial().safeParse({}).success, true)
  assert.equal(told(create.partial(), { colour: 'red' }).length, 1)
}
assert.deepEqual(told(model.create.pick({ display_name: true }), { display_name: 'Luna' }), [
  'must hold 1 to 3 code points',
])
assert.equal(model.create.pick({ mood: true }).parse({}).mood, 'calm')
assert.equal('system_prompt' in CharacterResponse.shape, false)
assert.equal('backstory' in model.response.shape, false)
const service = new CharacterService({ storage: memoryStorage(), model })
await assert.rejects(service.createCharacter({ mood: 'sad', backstory: 7 }), (error) => {
  assert.match(error.message, /name: is required; .*mood: must be one of "calm", "wild"; /)
  assert.match(error.message, /backstory: must be a string$/)
  return true
})
console.log('extended')
