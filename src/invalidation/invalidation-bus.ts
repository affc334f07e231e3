/**
 * Tells other services that a character has changed. Small, without content of the character.
 *
 * @category Several services
 */
export interface InvalidationMessage {
  /**
   * The stored name whose cached character is old: the canonical one, behind `tenants/<tenant>/` where
   * it is a tenant's. `null` means every name.
   */
  readonly name: string | null
  /** The id of the character, or `null` when only the name is known. */
  readonly id: string | null
  /** The version that was written, or `null` when it is not known. */
  readonly version: number | null
  /** The write that made the change, or `null` when another program made it. */
  readonly write_id: string | null
  /** The service that wrote, or `null` when another program did. */
  readonly origin: string | null
}

/**
 * Carries invalidations between the services of several processes. Delivery may be late, doubled
 * or out of order; what may be lost must be reported as a gap.
 *
 * @category Several services
 */
export interface InvalidationBus {
  /** Sends a message to every subscriber. May throw or reject: a write never fails for it. */
  publish(message: InvalidationMessage): void | Promise<void>
  /**
   * Starts to deliver messages of all services, one's own included or not. Nothing is cached before
   * the returned promise has settled.
   *
   * @param onMessage called for each message
   * @param onGap called with `false` when messages may be getting lost from now on, and with `true`
   *   when delivery works again and messages may have been lost before; `true` alone reports a gap
   *   that is already over
   * @returns a function that ends the subscription, or a promise of it
   */
  subscribe(
    onMessage: (message: InvalidationMessage) => void,
    onGap: (connected: boolean) => void,
  ): Unsubscribe | Promise<Unsubscribe>
}

/**
 * Ends a subscription.
 *
 * @category Several services
 */
export type Unsubscribe = () => void | Promise<void>
