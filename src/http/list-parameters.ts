/** Parameters of a list that mean something of their own: no filter can be named so. */
export const LIST_PARAMETERS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  ...['text', 'trait', 'sort', 'limit', 'cursor', 'label', 'note'],
])
