import { describe, expect, it } from 'vitest'
import { isKey, locales, t, useLanguage } from '../src/i18n'
import { bodies } from '../src/steps/bodies'

const en = locales.get('en')!
const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort()

describe('every language', () => {
  it('is there beside English', () => expect([...locales.keys()].sort()).toEqual(['de', 'en']))

  for (const [language, texts] of locales) {
    it(`${language} has exactly the keys of English`, () =>
      expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort()))

    it(`${language} names the same facts in each text`, () => {
      for (const [key, text] of Object.entries(texts)) {
        expect({ key, names: names(text) }).toEqual({ key, names: names(en[key as keyof typeof en]) })
      }
    })

    it(`${language} leaves no text empty`, () =>
      expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]))
  }

  it('German differs from English but for words that are the same', () => {
    const de = locales.get('de')!
    const same = Object.keys(en).filter(key => de[key as keyof typeof en] === en[key as keyof typeof en])
    expect(same).toEqual(['title', 'zone', 'signin.pin', 'eld.chosen', 'step.scan'])
  })
})

it('names every part of the inspection', () => {
  const parts = bodies['inspection']?.properties?.['defects']?.anyOf?.[0]?.items?.properties?.['part']?.enum ?? []
  expect(parts.length).toBe(12)
  expect(parts.filter(part => !isKey(`value.${part}`))).toEqual([])
})

it('names every step that has a form, in every language', () => {
  const names = Object.keys(import.meta.glob('../src/steps/*.step.ts'))
    .map(path => path.slice(path.lastIndexOf('/') + 1, -'.step.ts'.length))
  expect(names.length).toBeGreaterThan(15)
  expect(names.filter(name => !isKey(`step.${name}`))).toEqual([])
})

it('puts facts into a text, and falls back to English for an unknown language', () => {
  useLanguage('xx')
  expect(t('visits.steps', { done: 2, total: 6 })).toBe('2 of 6 steps done')
  useLanguage('de-CH')
  expect(t('visits.steps', { done: 2, total: 6 })).toBe('2 von 6 Schritten erledigt')
})
