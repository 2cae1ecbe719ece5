import * as z from 'zod/mini'
import { CARER_TOPICS, type CarerTopic } from '../people/carer.ts'

/** What the person chose for one carer: topic by topic, each its own yes. No topic at all is a no. */
export const carerTopicsShape = z.array(z.enum(CARER_TOPICS)).check(z.maxLength(CARER_TOPICS.length))

/** The chosen topics once each, in the order of the list, so that equal choices are equal rows. */
export const chosenTopics = (topics: readonly CarerTopic[]): readonly CarerTopic[] =>
  CARER_TOPICS.filter((topic) => topics.includes(topic))
