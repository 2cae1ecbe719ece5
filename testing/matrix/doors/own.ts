import type { Doors } from '../door.ts'

export const own: Doors = {
  'GET /app': {
    verb: 'list',
    rights: [],
    neverRefused: 'lists what is its author’s own, or nothing of anybody',
  },
  'GET /app/drafts': {
    verb: 'list',
    rights: [],
    neverRefused: 'lists what is its author’s own, or nothing of anybody',
  },
  'GET /app/kept': {
    verb: 'list',
    rights: [],
    neverRefused: 'lists what is its author’s own, or nothing of anybody',
  },
  'POST /app/drafts/restore': {
    verb: 'write',
    rights: [],
    neverRefused: 'a bare form, or what is its author’s own; what it is sent to asks for the right',
  },
  'POST /app/drafts/save': {
    verb: 'write',
    rights: [],
    neverRefused: 'a bare form, or what is its author’s own; what it is sent to asks for the right',
  },
  'POST /app/drafts/throw-away': {
    verb: 'write',
    rights: [],
    neverRefused: 'a bare form, or what is its author’s own; what it is sent to asks for the right',
  },
  'POST /app/kept/throw-away': {
    verb: 'write',
    rights: [],
    neverRefused: 'a bare form, or what is its author’s own; what it is sent to asks for the right',
  },
}
