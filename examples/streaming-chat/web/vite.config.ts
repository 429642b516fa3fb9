import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // The origin that the API allows: another port would be another one
  server: { port: 5174, strictPort: true },
  preview: { port: 5174, strictPort: true },
});
