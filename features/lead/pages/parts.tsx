import { Link } from '#platform/ui/index.ts'

export { Heading, InsetText, Link, Paragraph, SummaryList } from '#platform/ui/index.ts'

/** What somebody may do from here; nothing at all when there is nothing. */
export const ActionLinks = ({
  links,
}: {
  readonly links: readonly { readonly href: string; readonly text: string }[]
}) =>
  links.length === 0 ? null : (
    <ul className="nhsuk-list">
      {links.map((l) => (
        <li key={l.href}>
          <Link href={l.href}>{l.text}</Link>
        </li>
      ))}
    </ul>
  )
