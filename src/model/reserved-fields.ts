/** Fields of stored documents that are the library's own: no attribute has such a name. */
export const RESERVED_FIELDS: ReadonlySet<string> = new Set([
  '_id',
  'character_id',
  'write_id',
  'tenant',
  'deleted_name',
  'deleted_at',
  'deleted_by',
  'deletion_note',
  'last_change',
  'labels',
  'label_moves',
  'touched_by',
  'renamed_from',
  'search_words',
  'search_version',
])
