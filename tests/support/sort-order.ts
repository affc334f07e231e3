import type { Db, Document } from 'mongodb'

/**
 * Asks the server in which order it sorts text, and prints the answer where it is not MongoDB's own
 * (mongo-java-server compares UTF-16 units, MongoDB the bytes of UTF-8, which are in the order of
 * code points).
 */
export async function sortOrderOf(db: Db): Promise<'code-point' | 'utf-16'> {
  const probe = db.collection<Document & { _id: string }>('sort_order')
  await probe.insertMany([{ _id: '😀' }, { _id: '\uff21' }])
  const [first] = await probe.find().sort({ _id: 1 }).toArray()
  if (first?._id !== '😀') return 'code-point'
  console.log('this server sorts by UTF-16 units: the clause on order asks it for that order')
  return 'utf-16'
}
