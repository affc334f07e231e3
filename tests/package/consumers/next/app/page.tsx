import { service } from '@/lib/next-service'
import { addTrait } from './add-trait'

export const dynamic = 'force-dynamic'

export default async function Page() {
  const { display_name, traits, version_number } = await service.getCharacter('luna')
  return (
    <main>
      <h1>{display_name}</h1>
      <p>{`version ${version_number}: ${traits.join(', ')}`}</p>
      <form action={addTrait}>
        <input name="trait" />
        <button type="submit">Add</button>
      </form>
    </main>
  )
}
