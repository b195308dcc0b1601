import { createFileRoute } from '@tanstack/react-router';
import { Reset } from '@/features/accounts/Reset';

export const Route = createFileRoute('/_out/reset')({ component: Reset });
