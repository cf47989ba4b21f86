import { defineConfig } from 'vite'

export default defineConfig({
  base: '/kiosk/',
  build: {
    target: 'es2022',
    // Everything that is needed stands in files of its own: the page's policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
})
