import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { MyApiProvider } from './api/MyApiProvider';
import { queryClient } from './query-client';
import './styles.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <MyApiProvider>
        <App />
      </MyApiProvider>
    </QueryClientProvider>
  </StrictMode>,
);
