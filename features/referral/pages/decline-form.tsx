import { DRAFT_URL } from '#platform/drafts/draft-form.ts'
import { text } from '#platform/http/page.ts'
import {
  Button,
  box,
  errorFor,
  type FieldError,
  Form,
  Radios,
  SaveState,
  Select,
  TextArea,
  TextInput,
} from '#platform/ui/index.ts'
import { onwardServices } from '../queries/onward-services.ts'
import { type ActForm, missing } from './act-pages.tsx'
import { referralFields } from './answer-form.tsx'

/** Not for us: a reason and exactly one way onward. */
export const decline: ActForm<readonly { id: string; name: string; organisation: string }[]> = {
  verb: 'decline',
  act: 'decline',
  command: 'referral.decline',
  side: 'sentToUs',
  done: 'declined',
  title: () => 'Not for us',
  extra: (askOne, r) => askOne(onwardServices, { referralId: r.id }),
  fields: { 'onward.serviceId': 'serviceId', reason: 'reason' },
  errors(form) {
    const kind = text(form, 'onward')
    const onward: FieldError[] =
      kind === 'hand-on'
        ? missing(form, 'serviceId', 'Choose the service you suggest')
        : kind === 'introduction'
          ? missing(form, 'to', 'Say who you introduced, and how to reach them')
          : kind === 'unmet need'
            ? [
                ...missing(form, 'need', 'Say what is needed'),
                ...missing(form, 'area', 'Say where'),
                ...missing(form, 'missing', 'Say what was missing'),
              ]
            : [{ field: 'onward', message: 'Choose the way onward' }]
    return [...missing(form, 'reason', 'Say why you cannot take this on'), ...onward]
  },
  input(form) {
    const kind = text(form, 'onward')
    const onward =
      kind === 'hand-on'
        ? { kind, serviceId: text(form, 'serviceId'), note: text(form, 'note') }
        : kind === 'introduction'
          ? { kind, to: text(form, 'to') }
          : { kind, need: text(form, 'need'), area: text(form, 'area'), missing: text(form, 'missing') }
    return { reason: text(form, 'reason'), onward }
  },
  typed: (form) => [
    { key: 'Why you cannot take this on', value: text(form, 'reason') },
    { key: 'A word about the other service', value: text(form, 'note') },
    { key: 'Who you introduced', value: text(form, 'to') },
    { key: 'What is needed', value: text(form, 'need') },
    { key: 'Where', value: text(form, 'area') },
    { key: 'What was missing', value: text(form, 'missing') },
  ],
  body(r, form, errors, onward) {
    const field = (name: string) => box(form.answers, errors, name)
    return (
      <>
        <SaveState formId="act-form" value={form.saveState} />
        <Form
          id="act-form"
          action={`/app/referrals/${r.id}/decline`}
          draftUrl={DRAFT_URL}
          hidden={referralFields(r, form)}
        >
          <TextArea
            {...field('reason')}
            rows={3}
            label="Why can you not take this on?"
            hint="Like “Full until 14 December”."
            readers={`${r.fromTeam} and your team. The person can ask to read this.`}
          />
          <Radios
            name="onward"
            label="What is the way onward?"
            hint={
              onward.length === 0
                ? `No other service that ${r.fromTeam} can send to takes referrals now. Choose one of the two ways below: nobody is left with only a no.`
                : 'Choose one. Nobody is left with only a no.'
            }
            error={errorFor(errors, 'onward')}
            value={text(form.answers, 'onward') || undefined}
            choices={[
              ...(onward.length === 0
                ? []
                : [
                    {
                      value: 'hand-on',
                      label: 'Another service, which the sender can send to in one press',
                      conditional: (
                        <>
                          <Select
                            {...field('serviceId')}
                            label="Which service?"
                            choose="Choose a service"
                            options={onward.map((s) => ({
                              value: s.id,
                              text: `${s.name}, ${s.organisation}`,
                            }))}
                          />
                          <TextInput
                            {...field('note')}
                            label="A word about it"
                            hint="Like “2 miles away”. Leave it empty if there is nothing to add."
                          />
                        </>
                      ),
                    },
                  ]),
              {
                value: 'introduction',
                label: 'Somebody else: I have told them',
                conditional: (
                  <TextArea
                    {...field('to')}
                    rows={2}
                    label="Who, and how to reach them?"
                    readers={`${r.fromTeam} and your team.`}
                  />
                ),
              },
              {
                value: 'unmet need',
                label: 'Nobody we know can meet this need',
                hint: 'It is recorded and counted.',
                conditional: (
                  <>
                    <TextArea
                      {...field('need')}
                      rows={2}
                      label="What is needed?"
                      readers={`${r.fromTeam} and your team; counted without names.`}
                    />
                    <TextInput {...field('area')} label="Where?" />
                    <TextArea
                      {...field('missing')}
                      rows={2}
                      label="What was missing?"
                      readers={`${r.fromTeam} and your team; counted without names.`}
                    />
                  </>
                ),
              },
            ]}
          />
          <Button>Send this answer</Button>
        </Form>
      </>
    )
  },
}
