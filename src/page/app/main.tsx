import { render } from 'preact'
import { startSession } from './session.ts'
import { App } from './views/app.tsx'

const root = document.getElementById('app')
if (root !== null) {
  const session = await startSession()
  root.replaceChildren()
  render(<App session={session} />, root)
}
