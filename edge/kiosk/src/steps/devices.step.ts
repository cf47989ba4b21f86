import { assetStep } from './asset'

export default assetStep({
  name: 'devices', kind: 'device', order: 47, label: 'field.device', hint: 'devices.hint', send: 'send',
})
