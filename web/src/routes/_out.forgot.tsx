import { createFileRoute } from '@tanstack/react-router';
import { Forgot } from '@/features/accounts/Forgot';

export const Route = createFileRoute('/_out/forgot')({ component: Forgot });
