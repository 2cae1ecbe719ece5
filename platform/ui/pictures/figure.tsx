import type { ReactNode } from 'react'
import { Details } from '../page-parts.tsx'

/** What every picture carries beside its marks. */
export interface PictureProps {
  /** Unique on the page: ids inside follow from it. */
  readonly id: string
  /** What is drawn: "The way home". */
  readonly title: string
  /** The reading, in one sentence or two. */
  readonly sentence: string
}

/** A picture with its reading above and the same facts as a table behind "Show as a table". */
export const Figure = ({ title, sentence, twin, children }: FigureProps) => (
  <figure className="tc-picture">
    <figcaption className="tc-picture__reading">
      <strong className="tc-picture__title">{title}</strong>
      {sentence}
    </figcaption>
    {children}
    <Details summary="Show as a table">{twin}</Details>
  </figure>
)

export interface FigureProps extends PictureProps {
  readonly twin: ReactNode
  readonly children: ReactNode
}

/**
 * A drawing whose lengths are in per cent across and pixels down: it fills its column while words keep their size.
 * Why not viewBox: scaling would shrink the words below reading size on a phone.
 */
export const Drawing = ({
  id,
  title,
  sentence,
  height,
  width = '100%',
  className,
  children,
}: DrawingProps) => (
  <svg
    className={className}
    width={width}
    height={height}
    role="img"
    aria-labelledby={`${id}-title ${id}-desc`}
    focusable="false"
  >
    <title id={`${id}-title`}>{title}</title>
    <desc id={`${id}-desc`}>{sentence}</desc>
    {children}
  </svg>
)

export interface DrawingProps extends PictureProps {
  readonly height: number
  readonly width?: number | string
  readonly className?: string
  readonly children: ReactNode
}

/** Ink, quiet ink, paper: black and white is enough to read every picture. */
export const INK = '#212b32'
export const QUIET = '#4c6272'
export const PAPER = '#ffffff'
export const BLUE = '#005eb8'

export const percent = (part: number, of: number): string => `${Math.round((part / of) * 10_000) / 100}%`

/** Breaks words into lines of at most `most` letters; a longer word stands alone. */
export function linesOf(text: string, most: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
