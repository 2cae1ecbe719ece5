import type { PageRequest } from '#platform/http/page.ts'
import {
  Button,
  box,
  clockAndDay,
  EmptyState,
  type FieldError,
  Form,
  Heading,
  Paragraph,
  PostButton,
  Select,
  Table,
  TextInput,
} from '#platform/ui/index.ts'
import type { PartnerDoor, Partners } from '../queries/partners.ts'

interface DoorsProps {
  readonly all: Partners
  readonly here: string
  readonly request: PageRequest
  readonly errors: readonly FieldError[]
}

/** Services whose referrals go to a partner's system too, how each stands, and adding one. */
export const Doors = ({ all, here, request, errors }: DoorsProps) => (
  <>
    <Heading level={2}>Referrals that go to a partner’s system</Heading>
    <Paragraph>
      A referral that your staff send to one of these services goes to the partner’s system too, as a message
      of BaRS: who the person is, what is asked for, and who asks. No address and no telephone number go.
      Taking it back is sent as well. One that does not get there is tried six times; then whoever sent it has
      a task.
    </Paragraph>
    <Table
      caption="Services whose referrals go to a partner’s system"
      captionHidden
      columns={[
        { head: 'Service', isRowName: true, cell: (d) => d.service },
        { head: 'System', cell: (d) => d.partner },
        { head: 'Its name there', cell: (d) => <span className="tc-typed">{d.target}</span> },
        { head: 'Sent', cell: standing },
        {
          head: 'Change',
          headHidden: true,
          cell: (d) => (
            <PostButton
              action={`${here}/doors/${d.id}/end`}
              hidden={{ commandId: request.newId() }}
              variant="secondary"
            >
              {`Send ${d.service} there no longer`}
            </PostButton>
          ),
        },
      ]}
      rows={all.doors}
      rowKey={(d) => d.id}
      empty={
        <EmptyState
          why="No service’s referrals go to a partner’s system."
          fill="One stands here once you have chosen it below."
        />
      }
    />
    {all.fresh && all.partners.length > 0 && (
      <Form action={`${here}/doors`} hidden={{ commandId: request.newId() }}>
        <Select
          {...box(request.form, errors, 'serviceId')}
          label="Service whose referrals go there"
          choose="Choose a service"
          options={all.services.map((s) => ({ value: s.id, text: s.name }))}
        />
        <Select
          {...box(request.form, errors, 'endpointId')}
          label="System they go to"
          choose="Choose a system"
          options={all.partners.map((p) => ({ value: p.id, text: `${p.name}, ${p.address}` }))}
        />
        <TextInput
          {...box(request.form, errors, 'targetSystem')}
          label="Kind of name the service has there"
          hint="For a service of the directory: https://fhir.nhs.uk/Id/dos-service-id"
          spellCheck={false}
        />
        <TextInput
          {...box(request.form, errors, 'targetValue')}
          label="Its name or number there"
          width={20}
          spellCheck={false}
        />
        <Button>Send referrals there too</Button>
      </Form>
    )}
  </>
)

/** "3 there in 30 days, 1 waits since 10:05am today, 1 did not get there" */
const standing = (d: PartnerDoor): string =>
  [
    `${d.taken} there in 30 days`,
    ...(d.waiting > 0 && d.waitingSince !== null
      ? [`${d.waiting} waiting, the first since ${clockAndDay(d.waitingSince)}`]
      : []),
    ...(d.notThere > 0 ? [`${d.notThere} did not get there`] : []),
  ].join('; ')
