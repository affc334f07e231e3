/**
 * Reads a character card, stores it, edits it, renders a conversation and writes the card back: `examples/cards.ts [card.png]`. In
 * memory, or on MongoDB with MONGODB_URI set.
 */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CharacterService, defineCharacterModel } from 'dramatis'
import { cardAttributes, cardLimits, readCard, writeCard } from 'dramatis/cards'
import { toMessages } from 'dramatis/prompt'
import { openStorage } from './open-storage.ts'

const model = defineCharacterModel({
  attributes: cardAttributes,
  private: ['card', 'post_history_instructions'],
  limits: cardLimits,
})
const { storage, title, close } = await openStorage()
const service = new CharacterService({ storage, model })

const file = process.argv[2] ?? 'tests/cards/fixtures/v3-both.png'
const { format, container, character, image, assets, warnings } = readCard(await readFile(file), {
  model,
})
for (const { path, message } of warnings) console.log('warning:', path.join('.'), message)

// The name of a card is not unique: here it is made so.
const name = `${character.name} ${Date.now()}`
const created = await service.createCharacter({ ...character, name })
console.log(`stored on ${title}:`, created.display_name, 'with tags', created.tags.join(', '))

const edited = await service.editCharacter(name, ({ greetings }) => ({
  greetings: [...greetings, 'The light is on. Come in.'],
}))
for (const { role, content } of toMessages(edited, { user: 'Ann' })) {
  console.log(`${role}: ${content.slice(0, 60)}`)
}
const bytes = writeCard(edited, { container, image, assets })
const written = join(await mkdtemp(join(tmpdir(), 'dramatis-')), `card.${container}`)
await writeFile(written, bytes)
const again = readCard(bytes, { model })
console.log(
  `written as ${format} to ${written} with`,
  again.character.greetings?.length,
  'greetings',
)

await service.close()
await close()
