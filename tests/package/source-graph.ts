import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The root of the repository, with a slash at its end. */
export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url))

/** One `import`, `export … from` or `import()`. */
export interface SourceImport {
  /** A path from the root (`src/errors.ts`), or the name of a package (`node:http`, `zod`). */
  readonly target: string
  readonly isRelative: boolean
  /** Leaves nothing at run time: `import type` and `export type`, or `type` at every name. */
  readonly isType: boolean
  readonly isStar: boolean
}

/** A function, method or accessor with the lines it spans. */
export interface SourceFunction {
  readonly name: string
  readonly line: number
  readonly lines: number
}

/** A TypeScript file, parsed. */
export interface SourceFile {
  /** From the root, with slashes: `src/model/name.ts`. */
  readonly path: string
  readonly lines: number
  readonly imports: readonly SourceImport[]
  readonly functions: readonly SourceFunction[]
}

/** Every TypeScript file under a folder of the repository. */
export function readSources(folder: string): SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(ROOT, path), 'utf8')))
}

/** Parses the text of one file. */
export function parseSource(path: string, text: string): SourceFile {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const imports: SourceImport[] = []
  const functions: SourceFunction[] = []
  const visit = (node: ts.Node): void => {
    const found = importOf(path, node)
    if (found !== null) imports.push(found)
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      functions.push(functionOf(file, node))
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return { path, lines: text.replace(/\n$/, '').split('\n').length, imports, functions }
}

function importOf(path: string, node: ts.Node): SourceImport | null {
  if (ts.isImportDeclaration(node)) {
    return toImport(path, node.moduleSpecifier, isTypeClause(node.importClause), false)
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    const clause = node.exportClause
    const isStar = clause === undefined || ts.isNamespaceExport(clause)
    const isType = node.isTypeOnly || (!isStar && clause.elements.every((name) => name.isTypeOnly))
    return toImport(path, node.moduleSpecifier, isType, isStar)
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return toImport(path, node.argument.literal, true, false)
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    if (path === LOADS_WHAT_IS_NAMED) return null
    return toImport(path, node.arguments[0], false, false)
  }
  return null
}

/** A module that a person names when the command runs. */
const LOADS_WHAT_IS_NAMED = 'src/cli/load-model.ts'

function isTypeClause(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { name, namedBindings } = clause
  if (name !== undefined || namedBindings === undefined) return false
  return ts.isNamedImports(namedBindings) && namedBindings.elements.every((one) => one.isTypeOnly)
}

function toImport(
  path: string,
  specifier: ts.Node | undefined,
  isType: boolean,
  isStar: boolean,
): SourceImport {
  if (specifier === undefined || !ts.isStringLiteralLike(specifier)) {
    throw new Error(`${path} imports what cannot be read off: ${specifier?.getText()}`)
  }
  const isRelative = specifier.text.startsWith('.')
  const target = isRelative
    ? posix.normalize(posix.join(dirname(path), specifier.text))
    : specifier.text
  return { target, isRelative, isType, isStar }
}

function functionOf(file: ts.SourceFile, node: ts.SignatureDeclaration): SourceFunction {
  const start = file.getLineAndCharacterOfPosition(node.getStart()).line
  const end = file.getLineAndCharacterOfPosition(node.getEnd()).line
  const { parent } = node
  const named = node.name ?? (ts.isVariableDeclaration(parent) ? parent.name : undefined)
  return { name: named?.getText() ?? '(anonymous)', line: start + 1, lines: end - start + 1 }
}
