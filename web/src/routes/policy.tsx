import { createFileRoute } from '@tanstack/react-router';
import { PolicyPage } from '@/features/accounts/PolicyPage';

export const Route = createFileRoute('/policy')({ component: PolicyPage });
