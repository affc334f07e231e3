/** Options for either mount: everybody reads characters, a key does everything else. */
function optionsFor(keyOf) {
  return {
    basePath: '/api/characters',
    authorize: ({ operation, request }) =>
      ['list', 'get', 'openapi'].includes(operation) ||
      keyOf(request) === 'let-me-write' || {
        status: 401,
        headers: { 'www-authenticate': 'ApiKey' },
      },
    onError: (error) => console.error(error),
  }
}

/** For the fetch handler. */
export const FETCH_OPTIONS = optionsFor((request) => request.headers.get('x-api-key'))

/** For the Node mount. */
export const NODE_OPTIONS = optionsFor((request) => request.headers['x-api-key'])
