import { clockAndDay, Details, Heading, Paragraph, SummaryList } from '#platform/ui/index.ts'
import type { Original } from '../queries/original.ts'

/** What another system sent with a referral that stands nowhere else in the record, and the whole as it came. */
export const WhatElse = ({ original }: { readonly original: Original }) => (
  <>
    <Heading level={2}>What else was sent</Heading>
    <Paragraph>
      {`Another system sent this referral on ${clockAndDay(original.receivedAt)} (${original.form})${original.fromSaid ? `: ${original.fromSaid}` : ''}. `}
      {original.unmapped.length === 0
        ? 'All of it stands above.'
        : 'These parts of it stand nowhere else here, as that system wrote them. Nobody has checked them.'}
    </Paragraph>
    {original.unmapped.length > 0 && (
      <SummaryList rows={original.unmapped.map(({ path, text }) => ({ key: path, value: text }))} />
    )}
    <Details summary="All of it, as it came">
      <pre className="tc-typed">{original.raw}</pre>
    </Details>
  </>
)
