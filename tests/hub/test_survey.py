from tests.support.house import open_house


async def test_adds_up_what_waits_and_who_is_held() -> None:
    house = await open_house(buffer_size=2)
    _, alice = await house.come()
    bob, far = await house.come()
    await house.link(alice, bob)
    far.wire.is_slow = True
    for _ in range(2):
        await house.relay(alice, b"hello")
    survey = house.hub.survey()
    assert (survey.links, survey.held, survey.stalled) == (1, 1, 1)
    assert survey.waiting == 2
    assert survey.waiting_bytes >= 2 * len(b"hello")


async def test_of_nobody_everything_is_nothing() -> None:
    survey = (await open_house()).hub.survey()
    assert (survey.links, survey.held, survey.stalled, survey.waiting) == (0, 0, 0, 0)


async def test_what_a_buffer_has_sent_is_counted() -> None:
    house = await open_house()
    _, alice = await house.come()
    bob, far = await house.come()
    await house.link(alice, bob)
    for _ in range(3):
        await house.relay(alice, b"hello")
    assert far.connection.buffer.sent == 3
