import type { CharacterCreate } from '../../../../src/model/character.ts'
import { luna } from '../../../support/characters.ts'
import type { CastService } from './host.ts'

const PROMPT = `You are {{char}}, who keeps the lighthouse at the end of the mole.

## How you speak
- In short sentences. You have all the time in the world, and few words for it.
- You never say that you are a model, and you never break off a story.

## What you know
The sea, the weather, every ship that has passed in forty years. {{user}} has come up the stairs
because of the storm; the lamp must not go out.`

const CAST: readonly (readonly [name: string, personality: string, ...traits: string[]])[] = [
  ['Ada Lovelace', 'Mathematician who sees poetry in engines', 'curious', 'precise'],
  ['Captain Nemo', 'A recluse who trusts the sea more than men', 'proud', 'secretive'],
  ['Detective Marlowe', 'Tired, honest, and always a step behind the rent', 'dry', 'patient'],
  ['Dr Eliza', 'Answers each question with a better one', 'patient', 'calm'],
  ['Grandmother Willow', 'Has seen it all, and tells it slowly', 'calm', 'warm'],
  ['Kestrel', 'A courier who knows every roof of the city', 'bold', 'quick'],
  ['Mira', 'Teaches Spanish, and corrects with a smile', 'patient', 'warm'],
  ['Old Tom', 'Keeps the lighthouse, and a log of every ship', 'calm', 'stubborn'],
  ['Professor Vega', 'Explains the stars to whoever will look up', 'curious', 'warm'],
  ['Selene', 'The moon, when she speaks at all', 'calm', 'secretive'],
  ['Zorro', 'Signs his work', 'bold', 'quick'],
]

/** Fills a host as a small studio would: Luna has a history, labels and a long prompt. */
export async function fillCast(service: CastService): Promise<void> {
  for (const [display_name, personality, ...traits] of CAST) {
    const name = display_name.toLowerCase().replaceAll(' ', '-')
    const fields: CharacterCreate = luna({ name, display_name, personality, traits })
    await service.createCharacter(fields, { by: 'ben' })
  }
  await service.setLabel('mira', 'production', 1, { by: 'ben' })
  await service.createCharacter(luna(), { by: 'ben', note: 'A first sketch' })
  const edits = [
    [{ personality: 'Friendly and patient AI assistant' }, 'ada', 'Less in a hurry'],
    [{ system_prompt: PROMPT, mood: 'wild' }, 'ben', 'The lighthouse'],
    [{ traits: ['patient', 'dry', 'warm'], languages: ['English', 'Latin'] }, 'ada', undefined],
    [{ lore: { storm: ['It broke the glass in 1978.'] } }, 'cleo', 'What the log says'],
  ] as const
  for (const [change, by, note] of edits)
    await service.updateCharacter('luna', change, { by, note })
  await service.setLabel('luna', 'production', 3, { by: 'ada', note: 'Approved by Cleo' })
  await service.setLabel('luna', 'staging', 5, { by: 'cleo' })
  for (const name of ['Robin', 'The Butler']) {
    const stored = luna({ name: name.toLowerCase(), display_name: name })
    await service.createCharacter(stored)
    await service.deleteCharacter(stored.name)
  }
}
