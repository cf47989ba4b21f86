import { assetStep } from './asset'

export default assetStep({
  name: 'keys', kind: 'key', order: 45, label: 'field.key_tag', hint: 'keys.hint', send: 'keys.send',
})
