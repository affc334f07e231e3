import type { Document } from 'mongodb'

const GUARDED_FIELDS = ['name', 'version_number', 'is_active', 'write_id'] as const

/**
 * The filter that matches a head only in the very state in which it was read. Every value goes in
 * under `$eq` in its stored type, so that none can act as a query; an absent one is matched as
 * absent.
 */
export function guardOf(document: Document): Document {
  const guard: Document = { _id: document._id }
  for (const field of GUARDED_FIELDS) guard[field] = { $eq: document[field] ?? null }
  return guard
}
