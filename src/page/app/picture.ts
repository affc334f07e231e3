import { initialsOf, shownUrl } from './views/bits.tsx'

const SIZE = 512

/** A picture of a character as PNG: its avatar where the browser may read it, else its initials. */
export async function pictureOf(avatarUrl: unknown, name: string): Promise<Uint8Array> {
  const avatar = await drawnAvatar(shownUrl(avatarUrl))
  return pngOf(avatar ?? drawnInitials(name))
}

/** A picture that somebody chose, as PNG. */
export async function pictureFrom(file: Blob): Promise<Uint8Array> {
  const url = URL.createObjectURL(file)
  try {
    const drawn = await drawnAvatar(url)
    if (drawn === null) throw new Error('This file is no picture that the browser can read')
    return await pngOf(drawn)
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** `null` where there is none, or where its host does not let other pages read it. */
async function drawnAvatar(url: string | null): Promise<HTMLCanvasElement | null> {
  if (url === null) return null
  const image = new Image()
  image.crossOrigin = 'anonymous'
  image.referrerPolicy = 'no-referrer'
  image.src = url
  try {
    await image.decode()
  } catch {
    return null
  }
  const scale = Math.min(1, 1_024 / Math.max(image.naturalWidth, image.naturalHeight))
  const canvas = canvasOf(image.naturalWidth * scale, image.naturalHeight * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas
}

function drawnInitials(name: string): HTMLCanvasElement {
  const canvas = canvasOf(SIZE, SIZE)
  const context = canvas.getContext('2d')
  if (context === null) return canvas
  context.fillStyle = '#346b5d'
  context.fillRect(0, 0, SIZE, SIZE)
  context.fillStyle = '#ffffff'
  context.font = `600 ${SIZE / 2.6}px system-ui, sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(initialsOf(name), SIZE / 2, SIZE / 2)
  return canvas
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width))
  canvas.height = Math.max(1, Math.round(height))
  return canvas
}

function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) return reject(new Error('The picture could not be made'))
      blob.arrayBuffer().then((buffer) => resolve(new Uint8Array(buffer)), reject)
    }, 'image/png')
  })
}
