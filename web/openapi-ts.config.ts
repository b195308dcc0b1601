import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  input: process.env.OPENAPI ?? 'openapi.json',
  output: process.env.CLIENT ?? 'src/api',
  plugins: ['@hey-api/client-fetch', '@tanstack/react-query'],
});
