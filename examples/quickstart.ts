/** Creates, reads, changes and restores a character, in memory or, with MONGODB_URI set, on MongoDB. */
import { CharacterService } from 'dramatis'
import { CAST } from './cast.ts'
import { openStorage } from './open-storage.ts'

const { storage, title, close } = await openStorage()
const service = new CharacterService({ storage })

const [cast] = CAST
if (cast === undefined) throw new Error('the cast is empty')
const created = await service.createCharacter({ ...cast, name: `luna ${Date.now()}` })
console.log(`created on ${title}:`, created.name, 'at version', created.version_number)

// Any spelling finds it; the second read comes from the cache.
console.log('read:', (await service.getCharacter(created.name.toUpperCase())).display_name)

// Two edits at once: both survive.
const add = (trait: string) =>
  service.editCharacter(created.name, ({ traits }) => ({ traits: [...traits, trait] }))
await Promise.all([add('curious'), add('brave')])
const edited = await service.getCharacter(created.name)
console.log('edited:', edited.traits.join(', '), 'at version', edited.version_number)

// What an edit replaced stays readable, and can come back.
console.log('changes:', await service.diffVersions(created.name, 1, edited.version_number))
const back = await service.rollbackCharacter(created.name, 1)
console.log('rolled back:', back.traits.join(', '), 'at version', back.version_number)

const deleted = await service.deleteCharacter(created.name)
console.log('deleted:', await service.findCharacter(created.name))
const restored = await service.restoreCharacter(deleted.id)
console.log('restored:', restored.name, 'at version', restored.version_number)

await service.close()
await close()
