import type { Character } from '../model/character.ts'
import { encodeJson } from './bytes.ts'
import { isKnown, requireMatch } from './conditional.ts'
import type { EndpointScope } from './endpoint.ts'
import type { HttpAnswer } from './exchange.ts'
import type { Page } from './paging.ts'
import { jsonHeaders } from './wire-form.ts'

/** The answer to a read of a character, under the conditions of the client. */
export function readAnswer(scope: EndpointScope, character: Character): HttpAnswer {
  const form = formsOf(scope).of(character, scope.view)
  const conditions = scope.request.conditions()
  if (conditions === null) return form.found
  const { ifMatch, ifNoneMatch } = conditions
  if (ifMatch !== undefined) requireMatch(ifMatch, character)
  return ifNoneMatch !== undefined && isKnown(ifNoneMatch, form.etag)
    ? form.notModified
    : form.found
}

/** The answer to a write. */
export function writeAnswer(scope: EndpointScope, character: Character): HttpAnswer {
  return formsOf(scope).of(character, scope.view).written()
}

/** The answer to a list of characters. */
export function charactersAnswer(scope: EndpointScope, page: Page<Character>): HttpAnswer {
  return pageAnswer(scope, page, formsOf(scope).list(page.items, scope.view))
}

/** The answer to a list of anything else. */
export function itemsAnswer(scope: EndpointScope, page: Page<object>): HttpAnswer {
  return pageAnswer(scope, page, encodeJson(page.items))
}

/** The answer to a read of something small. */
export function jsonAnswer(value: object, cacheControl: string): HttpAnswer {
  const body = encodeJson(value)
  return { status: 200, headers: jsonHeaders(body, cacheControl), body }
}

/** The answer to a write that leaves nothing to show. */
export function messageAnswer(message: string): HttpAnswer {
  return jsonAnswer({ message }, 'no-store')
}

function formsOf({ parts, label }: EndpointScope): EndpointScope['parts']['forms'] {
  return label === null ? parts.forms : parts.forms.labelled(label)
}

function pageAnswer(
  { parts }: EndpointScope,
  { link }: Page<unknown>,
  body: Uint8Array,
): HttpAnswer {
  const headers = jsonHeaders(body, parts.cacheControl)
  return { status: 200, headers: link === undefined ? headers : { ...headers, link }, body }
}
