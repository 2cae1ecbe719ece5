import { Heading } from './page-parts.tsx'

/** One part of a written text: plain words, and the same in somebody's own. '' is not shown. */
export interface SaidPart {
  readonly title: string
  readonly words: string
  readonly own: string
}

/** Parts of a written text in order, line breaks kept, somebody's own words set off as a quotation. */
export const Said = ({ parts, level }: { readonly parts: readonly SaidPart[]; readonly level: 2 | 3 }) => (
  <>
    {parts.map((p) => (
      <section key={p.title} aria-label={p.title}>
        <Heading level={level}>{p.title}</Heading>
        {p.words !== '' && <p className="tc-typed">{p.words}</p>}
        {p.own !== '' && <blockquote className="tc-typed">{p.own}</blockquote>}
      </section>
    ))}
  </>
)
