$.get('http://server:1501/ohai', function (peer) {
  window.peer = peer
  // This looks like:
  // {
  //   PrivateId: "a long string",
  //   PublicId: "a long string",
  //   Created: "a date/time string"
  // }
}, 'json')
