import { assetStep } from './asset'

export default assetStep({
  name: 'fuel_card', kind: 'fuel-card', order: 46, label: 'field.fuel_card', hint: 'fuel.hint', send: 'send',
})
