'use server'

import { revalidatePath } from 'next/cache'
import { service } from '@/lib/next-service'

/** What the form of the page does. */
export async function addTrait(form: FormData): Promise<void> {
  const trait = String(form.get('trait'))
  await service.editCharacter('luna', ({ traits }) => ({ traits: [...traits, trait] }))
  revalidatePath('/')
}
