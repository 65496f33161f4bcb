# Each person's desk.

desk-title = Bàn làm việc của { $name }
desk-waits = Việc đang chờ
desk-nothing = Hiện không có việc nào chờ anh chị.
desk-nothing-hint = Khi có việc cần làm ở phạm vi anh chị phụ trách, việc sẽ hiện ở đây.
desk-todo = Cần làm
desk-password = Đặt mật khẩu
desk-password-text = Anh chị vào bằng liên kết một lần. Đặt mật khẩu để lần sau tự đăng nhập.
desk-exemptions = Xem lại quyết định miễn sinh hoạt
desk-exemptions-text = { $n ->
   *[other] { $count } quyết định miễn không ghi ngày kết thúc đã đến hạn xem lại.
}
desk-tally = Số liệu học tập đã có lúc lệch
desk-tally-text = Lần đối chiếu { $at }: đợt “{ $title }” lệch với sổ ở { $n } đơn vị. Máy đã đếm lại từ sổ, số đang hiện là đúng. Số đã gửi đi trước lúc ấy thì xem lại; báo người giữ máy chủ.
desk-jobs = Việc máy tự làm đã dừng
desk-jobs-text = { $n } việc máy tự làm đã thử nhiều lần không xong. Báo người giữ máy chủ; lệnh thenchot doctor ghi rõ việc nào.
desk-look = Cần xem
desk-let-in = Có người vào tài khoản của anh chị
desk-ways = Có lối vào tạo khi người khác cho vào tài khoản
desk-ways-text = { $ways }. Không phải anh chị tạo: bỏ ngay ở trang Tài khoản. Đúng là anh chị: xác nhận ở đó.
desk-let-in-text = Lúc { $at }, có người vào bằng liên kết hay phiếu do { $who } lập. Nếu không phải anh chị: đổi mật khẩu ngay ở trang Tài khoản và báo lãnh đạo.
