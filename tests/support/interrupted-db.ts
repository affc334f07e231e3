import type { Collection, Db, Document } from 'mongodb'

/**
 * The same database, in which something else happens before a method of a collection is carried out,
 * as if another process had been faster.
 * What `find` gives can only be read with `toArray`.
 */
export function interruptedDb(
  db: Db,
  method: 'updateOne' | 'find',
  interrupt: (filter: Document, collection: string) => Promise<void>,
): Db {
  const collectionOf = (...args: Parameters<Db['collection']>): Collection =>
    new Proxy(db.collection(...args), {
      get(target, property) {
        const own: unknown = Reflect.get(target, property)
        if (typeof own !== 'function') return own
        if (property !== method) return own.bind(target)
        return (...given: [Document]) => {
          const interrupted = interrupt(given[0], target.collectionName)
          const call = () => Reflect.apply(own, target, given)
          if (method !== 'find') return interrupted.then(call)
          return { toArray: () => interrupted.then(() => call().toArray()) }
        }
      },
    })
  return new Proxy(db, {
    get: (target, property) =>
      property === 'collection' ? collectionOf : Reflect.get(target, property, target),
  })
}
