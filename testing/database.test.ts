import { expect, inject, test } from 'vitest'
import { clusterAt, queryOnce } from './database.ts'

test('a database made from a template has its tables, and what is written there stays there', async () => {
  const cluster = clusterAt(inject('cluster'))
  await cluster.createDatabase('database test template')
  await queryOnce(cluster.config('database test template', 'postgres'), 'create table word (text text)')
  const names = ['database test one', 'database test two', 'database test three']
  await Promise.all(names.map((name) => cluster.createDatabase(name, 'database test template')))
  const [one, two] = names.map((name) => cluster.config(name, 'postgres'))
  if (!one || !two) throw new Error('two names were given')
  await queryOnce(one, `insert into word values ('only here')`)
  expect(await queryOnce(one, 'select * from word')).toEqual([{ text: 'only here' }])
  expect(await queryOnce(two, 'select * from word')).toEqual([])
})

test('logs in as the role that was asked for', async () => {
  const cluster = clusterAt(inject('cluster'))
  await queryOnce(cluster.superuser, 'create role database_test_reader login')
  const rows = await queryOnce(
    cluster.config('postgres', 'database_test_reader'),
    'select current_user::text as name',
  )
  expect(rows).toEqual([{ name: 'database_test_reader' }])
})
