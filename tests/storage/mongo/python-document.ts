import { type Document, ObjectId } from 'mongodb'

/** The id of a document of the Python service. */
export const PYTHON_ID = '65c000000000000000000001'

/** What Beanie writes for a character: datetimes as BSON dates, `None` as null, a revision. */
export function pythonDocument(fields: Document = {}): Document {
  return {
    _id: ObjectId.createFromHexString(PYTHON_ID),
    revision_id: null,
    name: 'luna',
    display_name: 'Luna',
    personality: 'Friendly AI assistant',
    system_prompt: 'You are Luna...',
    traits: ['helpful', 'creative'],
    avatar_url: null,
    voice_settings: null,
    created_at: new Date('2024-02-05T10:11:12.345Z'),
    updated_at: new Date('2024-02-06T10:11:12.345Z'),
    is_active: true,
    version_number: 1,
    ...fields,
  }
}
